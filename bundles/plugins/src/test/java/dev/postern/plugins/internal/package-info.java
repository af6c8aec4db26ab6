/** Tests in a real framework. */
@NullMarked
package dev.postern.plugins.internal;

import org.jspecify.annotations.NullMarked;
