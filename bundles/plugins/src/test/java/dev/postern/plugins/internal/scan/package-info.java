/** Tests of what code is found to reach. */
@org.jspecify.annotations.NullMarked
package dev.postern.plugins.internal.scan;
