<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><?php wp_head(); ?></head>
<body>
<?php
while ( have_posts() ) {
	the_post();
	echo '<article><h2><a href="' . esc_url( get_permalink() ) . '">';
	the_title();
	echo '</a></h2>';
	the_content();
	echo '</article>';
}
wp_footer();
?>
</body>
</html>
