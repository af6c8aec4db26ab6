/** What hostile plugins are made of. It is only ever read: none of it runs. */
@org.jspecify.annotations.NullMarked
package dev.postern.itests.hostile;
