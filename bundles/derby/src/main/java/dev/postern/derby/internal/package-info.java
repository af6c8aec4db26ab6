/** Embedded Derby behind the OSGi service for JDBC drivers. */
@NullMarked
package dev.postern.derby.internal;

import org.jspecify.annotations.NullMarked;
