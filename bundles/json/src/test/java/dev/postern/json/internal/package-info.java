@NullMarked
package dev.postern.json.internal;

import org.jspecify.annotations.NullMarked;
