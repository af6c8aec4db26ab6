/** A plugin that ships to be tried: nothing starts it, and it lies in {@code samples/}. */
@NullMarked
@PosternPlugin(id = "hello", title = "Greetings")
package org.example.hello;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
