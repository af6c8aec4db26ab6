/** Tests of the sessions on the real store. */
@org.jspecify.annotations.NullMarked
package dev.postern.session.internal;
