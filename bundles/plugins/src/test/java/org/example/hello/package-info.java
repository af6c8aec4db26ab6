@PosternPlugin(id = "hello", title = "Example hello")
package org.example.hello;

import dev.postern.api.plugin.PosternPlugin;
