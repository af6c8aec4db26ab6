/** Tests in a real framework with a real server. */
@NullMarked
package dev.postern.console.internal;

import org.jspecify.annotations.NullMarked;
