/** Jackson reads, networknt validates, nothing of either shows. */
@NullMarked
package dev.postern.json.internal;

import org.jspecify.annotations.NullMarked;
