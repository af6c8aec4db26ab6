/** Sessions: found by their route, changed by journalled commands, their history by page. */
@NullMarked
package dev.postern.session.internal;

import org.jspecify.annotations.NullMarked;
