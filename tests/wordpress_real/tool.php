<?php
// What tests do inside of WordPress: php tool.php ACTION, with JSON in and JSON out.
$wanted_action    = $argv[1];
$wanted_arguments = json_decode( stream_get_contents( STDIN ), true );

if ( 'install' === $wanted_action ) {
	define( 'WP_INSTALLING', true );
}
$_SERVER['HTTP_HOST']       = parse_url( getenv( 'WP_URL' ), PHP_URL_HOST ) . ':' . parse_url( getenv( 'WP_URL' ), PHP_URL_PORT );
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
require getenv( 'WP_FOLDER' ) . '/wp-load.php';

function install() {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	// Nobody is to be mailed from here.
	add_filter( 'pre_wp_mail', '__return_false' );
	wp_install( 'The Harbour & Hill', 'editor', 'editor@harbour.example', true, '', 'no-secret' );
	update_option( 'timezone_string', 'America/St_Johns' );
	update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%/' );
	update_option( 'posts_per_rss', 10 );
	switch_theme( 'plain' );
	global $wp_rewrite;
	$wp_rewrite->init();
	$wp_rewrite->flush_rules( false );
	foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
		wp_delete_post( $post->ID, true );
	}
	return true;
}

// The rights of an administrator: others may not write frames into a post.
function as_editor() {
	wp_set_current_user( get_user_by( 'login', 'editor' )->ID );
	kses_remove_filters();
}

function author( $name ) {
	$login = sanitize_title( remove_accents( $name ) ) ?: 'user-' . md5( $name );
	$known = get_user_by( 'login', $login );
	return $known ? $known->ID : wp_insert_user(
		array(
			'user_login'   => $login,
			'user_pass'    => 'no-secret',
			'display_name' => $name,
			'role'         => 'author',
		)
	);
}

function category( $name ) {
	$known = term_exists( $name, 'category' ) ?: wp_insert_term( $name, 'category' );
	return (int) $known['term_id'];
}

function picture( $name, $alt ) {
	$upload = wp_upload_bits( $name, null, base64_decode( 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8z8AARAwMCgAMHQEBpFq1VwAAAABJRU5ErkJggg==' ) );
	$id     = wp_insert_attachment( array( 'post_mime_type' => 'image/png', 'post_title' => $name ), $upload['file'] );
	wp_update_attachment_metadata( $id, array( 'width' => 640, 'height' => 360, 'file' => $name ) );
	update_post_meta( $id, '_wp_attachment_image_alt', $alt );
	return array( $id, $upload['url'] );
}

// posts: a list of what wp_insert_post takes, and author_name, category_names, tags, picture, sticky, slug.
function seed( $arguments ) {
	as_editor();
	$made = array();
	foreach ( $arguments['posts'] as $post ) {
		$given = array_intersect_key(
			$post,
			array_flip( array( 'post_title', 'post_content', 'post_excerpt', 'post_status', 'post_type', 'post_password', 'post_name', 'post_date_gmt' ) )
		);
		if ( isset( $given['post_date_gmt'] ) ) {
			$given['post_date'] = get_date_from_gmt( $given['post_date_gmt'] );
		}
		if ( isset( $post['author_name'] ) ) {
			$given['post_author'] = author( $post['author_name'] );
		}
		if ( isset( $post['category_names'] ) ) {
			$given['post_category'] = array_map( 'category', $post['category_names'] );
		}
		$given['tags_input'] = $post['tags'] ?? array();
		$id                  = wp_insert_post( wp_slash( $given ), true );
		if ( is_wp_error( $id ) ) {
			fwrite( STDERR, $id->get_error_message() );
			exit( 1 );
		}
		$picture = '';
		if ( isset( $post['picture'] ) ) {
			list( $image, $picture ) = picture( $post['picture'], 'Seen from the quay' );
			set_post_thumbnail( $id, $image );
		}
		if ( ! empty( $post['sticky'] ) ) {
			stick_post( $id );
		}
		$made[] = array( 'id' => $id, 'url' => get_permalink( $id ), 'guid' => get_the_guid( $id ), 'picture' => $picture );
	}
	return $made;
}

function update( $arguments ) {
	as_editor();
	$id = wp_update_post( wp_slash( $arguments['post'] ), true );
	return array( 'id' => $id, 'url' => get_permalink( $id ) );
}

function bin( $arguments ) {
	return (bool) wp_trash_post( $arguments['id'] );
}

function destroy( $arguments ) {
	return (bool) wp_delete_post( $arguments['id'], true );
}

// What WordPress does by itself when the time of a scheduled post has come.
function publish( $arguments ) {
	global $wpdb;
	$past = gmdate( 'Y-m-d H:i:s', time() - 60 );
	$wpdb->update( $wpdb->posts, array( 'post_date' => get_date_from_gmt( $past ), 'post_date_gmt' => $past ), array( 'ID' => $arguments['id'] ) );
	clean_post_cache( $arguments['id'] );
	wp_publish_post( $arguments['id'] );
	return array( 'url' => get_permalink( $arguments['id'] ), 'modified' => get_post( $arguments['id'] )->post_modified_gmt );
}

function option( $arguments ) {
	update_option( $arguments['name'], $arguments['value'] );
	flush_rewrite_rules( false );
	return true;
}

echo json_encode( $wanted_action( $wanted_arguments ) );
