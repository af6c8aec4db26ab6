@PosternPlugin(id = "hello", title = "Example hello")
package org.example.hello3;

import dev.postern.api.plugin.PosternPlugin;
