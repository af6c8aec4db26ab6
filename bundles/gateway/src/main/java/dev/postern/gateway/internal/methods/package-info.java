/** The methods that the gateway answers itself. */
@NullMarked
package dev.postern.gateway.internal.methods;

import org.jspecify.annotations.NullMarked;
