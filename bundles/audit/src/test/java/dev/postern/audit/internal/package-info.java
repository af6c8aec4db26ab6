@NullMarked
package dev.postern.audit.internal;

import org.jspecify.annotations.NullMarked;
