/** Signs plugins with what every JDK has: no keytool, no key store, no password. */
@NullMarked
package dev.postern.cli.signing;

import org.jspecify.annotations.NullMarked;
