@NullMarked
package dev.postern.core.budget;

import org.jspecify.annotations.NullMarked;
