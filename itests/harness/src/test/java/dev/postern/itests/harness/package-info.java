@NullMarked
package dev.postern.itests.harness;

import org.jspecify.annotations.NullMarked;
