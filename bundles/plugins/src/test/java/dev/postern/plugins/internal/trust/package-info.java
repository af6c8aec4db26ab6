/** Tests of what is trusted. */
@org.jspecify.annotations.NullMarked
package dev.postern.plugins.internal.trust;
