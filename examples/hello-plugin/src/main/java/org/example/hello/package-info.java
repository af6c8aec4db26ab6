/** A plugin as somebody outside the project writes it. */
@PosternPlugin(id = "hello", title = "Greetings")
package org.example.hello;

import dev.postern.api.plugin.PosternPlugin;
