// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.util.ArrayList;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Allocates until memory ends. For isolated placement only: in the gateway's process it hurts the gateway. */
@Component
@ToolDefinition(name = "hostile.hoards", version = "1.0.0", description = "Allocates until memory ends.",
        risk = Risk.LOW)
public final class Hoards implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) {
        var hoard = new ArrayList<byte[]>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new byte[1 << 20]);
        }
        return new Done(Integer.toString(hoard.size()));
    }
}
