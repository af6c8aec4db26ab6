/** Checks of the build itself, on what it made: who imports whom, which jar changes when. */
@NullMarked
package dev.postern.itests.build;

import org.jspecify.annotations.NullMarked;
