"""The word stock of the synthetic archive."""

from __future__ import annotations

STEMS = (
    "harbour", "port", "city", "plan", "vote", "tram", "ferry", "rent", "school", "court",
    "storm", "price", "team", "league", "bank", "wind", "sea", "law", "budget", "hospital",
    "bridge", "strike", "quay", "market", "study", "police", "fire", "music", "theatre", "film",
    "book", "prize", "river", "wall", "roof", "road", "train", "worker", "farmer", "teacher",
    "doctor", "minister", "mayor", "coach", "captain", "judge", "witness", "trial", "verdict",
    "appeal", "fine", "tax", "levy", "fund", "grant", "loan", "share", "profit", "loss",
    "order", "yard", "crane", "ship", "boat", "net", "fish", "herring", "oyster", "reef",
    "moor", "field", "wheat", "bread", "milk", "fuel", "heat", "pump", "cable", "turbine",
    "grid", "light", "lamp", "tower", "flat", "house", "street", "garden", "park", "tree",
    "goose", "seal", "whale", "bee", "sponge", "moon", "comet", "clock", "signal", "robot",
    "patch", "vaccine", "flu", "sleep", "nurse", "midwife", "ward", "clinic", "lead", "pipe",
    "water", "rain", "fog", "frost", "snow", "ice", "glacier", "valley",
)  # fmt: skip

ENDINGS = (
    "", "s", " plan", " report", "side", " fund", " workers", " line", " office", "land", "house",
    " station", " hall", "yard", " group", "man", " day", "wick", "ford", "ness", "ton", "gate",
    "hill", "brook", "dale", "haven", "mere", "stone", "well", "bury", "combe", "stead", "by",
)  # fmt: skip

PATTERNS = (
    "{place} {a} to close for {number} weeks over {b}",
    "{number} {a} found near {place}",
    "New {a} for {place} as {b} grows",
    "{a} and {b}: what {place} can learn",
    "{place} votes on {a} after {number} days of talks",
    "Why the {a} in {place} needs a {b}",
    "{place} {a} opens its doors to {b}",
    "Record {a} in {place}, {number} more than last year",
    "{a} halted in {place} after {b} fails",
    "How a {a} became the talk of {place}",
    "{place} warns of {a} as {b} nears",
    "Who pays for the {place} {a}?",
)

HEADWORDS = (
    "Averil", "Saltgate", "Northmoor", "Eastmole", "Tarnside", "Millrace", "Kestrel", "Lantern",
    "Osterby", "Ferrin", "Skarn", "Marenne", "Velmark", "Caldora", "Istrany", "Orvan",
    "Tessany", "Sorrel", "Orsa", "Marisco", "Thalla", "Halloran", "Norrwind", "Bayfare",
    "Meridian", "Rovers", "Velsund", "Castle", "Harsund", "Kolm", "Orle", "Keth", "Marisol",
    "Lysander", "Sigrun", "Chandler", "Tanner", "Promenade", "Signal", "Mole",
)  # fmt: skip

LABELS = (
    "Politics", "City", "Sport", "Economy", "Crime & Courts", "Culture", "World", "Health",
    "Climate", "Science", "Education", "Transport", "Football", "Housing", "Weather", "Music",
    "Shipping", "Jobs", "Elections", "Energy", "Police", "Books", "Film", "Theatre", "Research",
    "Taxes", "Hospitals", "Space", "Nature", "Letters", "Riverside Diaries", "Obituaries",
)  # fmt: skip

OTHER_SCRIPTS = (
    ("शहर", "बंदरगाह", "परिषद", "मतदान", "तूफ़ान", "नाव", "किराया", "अस्पताल", "विद्यालय", "बाज़ार"),
    ("도시", "항구", "의회", "투표", "폭풍", "여객선", "임대료", "병원", "학교", "시장"),
    ("المدينة", "الميناء", "المجلس", "التصويت", "العاصفة", "العبارة",
     "الإيجار", "المستشفى", "المدرسة", "السوق"),
    ("城市", "港口", "议会", "投票", "风暴", "渡轮", "租金", "医院", "学校", "市场"),
)  # fmt: skip

SENTENCES = (
    ("Residents say that the", "has changed the quarter."),
    ("A report on the", "was handed to the committee."),
    ("Work on the", "is to begin in spring."),
    ("According to figures the", "costs more than last year."),
    ("Nobody was hurt when the", "came to a halt."),
    ("The owner of the", "did not wish to comment."),
    ("In the view of experts the", "will last for decades."),
    ("Several hundred people came to see the", "on its first day."),
)
