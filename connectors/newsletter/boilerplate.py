"""What every newsletter carries and nobody reads it for: its footer, its buttons, its logos."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_WORDS = re.compile(
    r"unsubscribe|opt.?out|manage (?:your |my )?(?:e-?mail |newsletter )?"
    r"(?:preferences|subscription|settings)"
    r"|(?:update|change|edit) (?:your |my )?(?:profile|preferences|subscription|e-?mail)"
    r"|(?:email|e-mail|notification|subscription) (?:preferences|settings)|preference cent(?:er|re)"
    r"|privacy (?:policy|notice)|terms (?:of (?:use|service)|(?:and|&) conditions)|cookie policy"
    r"|forward (?:this |it )?(?:e?-?mail |issue )?to|share (?:this|on|via)|report (?:spam|abuse)"
    r"|add us to your address book|why did (?:i|you) (?:get|receive)|read in app|get the app"
    r"|sign up (?:here|for)|subscribe(?: here| now)?$|leave a comment$|like$|comment$|share$"
    # the same in the languages that outlets near us write in
    r"|abbestellen|abmelden|austragen|newsletter verwalten|datenschutz|impressum|weiterleiten"
    r"|se désabonner|désinscri|désabonner|gérer (?:vos|mes)|mentions légales|confidentialité"
    r"|darse de baja|cancelar (?:la )?suscripción|preferencias|política de privacidad"
    r"|disiscriviti|cancellati|annulla l.iscrizione|informativa"
    r"|cancelar (?:a )?(?:inscrição|subscrição)|descadastr|uitschrijven|afmelden|voorkeuren"
    r"|avregistrera|avsluta prenumeration|avmeld|afmeld|wypisz",
    re.IGNORECASE,
)
"""Words of links that lead to no publication; matched from the beginning of a link's text."""

_BROWSER = re.compile(
    r"(?:(?:view|read|open|see|display|show|trouble viewing)[^.]{0,60}"
    r"(?:browser|online|on the web|web version|webpage|on our (?:site|website))"
    r"|(?:view|read|web|online|browser)[ -](?:online|version)"
    r"|view (?:this )?(?:e-?mail|as a web ?page)"
    r"|im browser|online.?(?:version|ansehen|lesen)|webversion|webansicht"
    r"|(?:voir|lire|afficher)[^.]{0,40}(?:navigateur|en ligne)|version en ligne"
    r"|ver[^.]{0,40}(?:navegador|en línea)|(?:visualizza|leggi)[^.]{0,40}(?:browser|online)"
    r"|(?:bekijk|lees)[^.]{0,40}(?:browser|online)|visa i webbläsare)",
    re.IGNORECASE,
)

_FOOTER_PATH = re.compile(
    r"/(?:unsubscribe|unsub|optout|opt-out|preferences|email-preferences|manage-subscription"
    r"|subscription[s_-]?(?:center|preferences)?|profile|abmelden|privacy(?:-policy)?|impressum"
    r"|datenschutz|terms(?:-of-(?:use|service))?|account/settings|action/disable_email"
    r"|oc/[\w-]+|monkey-rewards)(?:$|[/.?])",
    re.IGNORECASE,
)
_SENDERS_SERVICES = re.compile(
    r"(?:.+\.)?(?:list-manage\d?\.com|mailchimp\.com|sendgrid\.(?:com|net)|campaignmonitor\.com"
    r"|createsend\d*\.com|cmail\d*\.com|hubspot\.com|mailerlite\.com|convertkit\.com|kit\.com"
    r"|beehiiv\.com|mailjet\.com|brevo\.com|klaviyo\.com|constantcontact\.com)"
)
_SHARING = (
    (r"(?:.+\.)?facebook\.com", r"/(?:sharer|share\.php|dialog/)"),
    (r"(?:.+\.)?(?:twitter|x)\.com", r"/(?:intent/|share|home\?status)"),
    (r"(?:.+\.)?linkedin\.com", r"/(?:shareArticle|sharing/|cws/share)"),
    (r"(?:.+\.)?pinterest\.[a-z.]+", r"/pin/create"),
    (r"(?:.+\.)?reddit\.com", r"/submit"),
    (r"(?:wa\.me|(?:api|web)\.whatsapp\.com)", r"/"),
    (r"(?:.+\.)?(?:t|telegram)\.me", r"/share"),
    (r"(?:.+\.)?tumblr\.com", r"/(?:share|widgets)"),
    (r"bsky\.app", r"/intent/"),
    (r"(?:.+\.)?threads\.(?:net|com)", r"/intent/"),
    (r"(?:apps|itunes)\.apple\.com|play\.google\.com", r"/.*app"),
)
_SHARES = tuple((re.compile(host), re.compile(path, re.IGNORECASE)) for host, path in _SHARING)
_PROFILE_HOST = re.compile(
    r"(?:www\.|m\.)?(?:facebook|twitter|x|instagram|linkedin|tiktok|pinterest|threads|flipboard"
    r"|whatsapp|snapchat|youtube)\.(?:com|net)|bsky\.app|t\.me|mastodon\.[a-z]+"
)
_PROFILE_PATH = re.compile(
    r"/(?:(?:company|in|channel|c|user|profile|school|showcase|groups)/)?@?[\w.%-]+/?"
    r"(?:\?.*)?|/?"
)
_GENERIC = re.compile(
    r"(?:(?:read|learn|see|find out|watch|listen|view|continue|click|tap|get|full|more|weiter"
    r"|jetzt|mehr|lire|leer|leggi|lees|hier|here|the|story|article|reading|now|on|all|it|this"
    r"|video|lesen|ansehen|la suite|verder|más|di più|altro|zum artikel)[\s.…:!>→»›]*)+",
    re.IGNORECASE,
)


def is_browser_view(text: str) -> bool:
    """Whether a link with this text leads to the issue itself, on the web."""
    return len(text) <= 120 and _BROWSER.search(text) is not None


def is_boilerplate_text(text: str) -> bool:
    """Whether a link with this text leads to no publication: settings, sharing, legal notes."""
    return len(text) <= 120 and _WORDS.match(text) is not None


def is_sharing(url: str) -> bool:
    """Whether a URL is a button that shares something, or the page of an app in a store.

    To be asked of a link as it stands, for such a button has the shared address inside.
    """
    parts = _parts(url)
    if parts is None:
        return True
    host = parts.hostname or ""
    return any(
        hosts.fullmatch(host) and paths.match(f"{parts.path}?{parts.query}")
        for hosts, paths in _SHARES
    )


def is_boilerplate_url(url: str) -> bool:
    """Whether a destination is no publication: a front page, a footer's page, a mere profile."""
    parts = _parts(url)
    if parts is None:
        return True
    host = parts.hostname or ""
    if parts.path in {"", "/"} and not parts.query:
        return True
    if _FOOTER_PATH.search(parts.path):
        return True
    if _SENDERS_SERVICES.fullmatch(host) and not _clicks(parts):
        return True
    profile = _PROFILE_HOST.fullmatch(host) and _PROFILE_PATH.fullmatch(parts.path)
    return bool(profile) and not (host.endswith("youtube.com") and "v=" in parts.query)


def is_generic(text: str) -> bool:
    """Whether a link's text says nothing of its own (“Read more”)."""
    return not text or _GENERIC.fullmatch(text) is not None


def _clicks(parts: SplitResult) -> bool:
    """A service's own host may count the clicks on a publication."""
    return "click" in parts.path or parts.path.startswith(("/t/", "/ss/", "/v2/", "/ls/"))


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
