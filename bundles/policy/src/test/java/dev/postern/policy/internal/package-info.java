@NullMarked
package dev.postern.policy.internal;

import org.jspecify.annotations.NullMarked;
