/** A PostgreSQL server for tests. */
@NullMarked
package dev.postern.itests.postgres;

import org.jspecify.annotations.NullMarked;
