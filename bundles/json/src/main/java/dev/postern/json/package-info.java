/** The platform's JSON service. Not exported: in the framework it is had as a service, elsewhere by its constructor. */
@NullMarked
package dev.postern.json;

import org.jspecify.annotations.NullMarked;
