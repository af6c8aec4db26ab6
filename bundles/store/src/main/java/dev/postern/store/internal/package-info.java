/** The journal and its projections in a relational database, written by one thread. */
@NullMarked
package dev.postern.store.internal;

import org.jspecify.annotations.NullMarked;
