// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.ArrayList;
import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.ValidationLimitExceededException;
import dev.postern.core.json.Schema.Violation;
import tools.jackson.databind.JsonNode;

/** Collects what breaks a schema, and stops looking once there is enough to say. */
final class Violations {
    private static final int ENOUGH = 20;

    private final List<Error> errors = new Limited();
    private boolean tooCostly;

    void collect(com.networknt.schema.Schema schema, JsonNode node) {
        var context = new ExecutionContext(SchemaCompiler.LIMITS);
        context.setErrors(errors);
        try {
            schema.validate(context, node);
        } catch (Enough e) {
            // what was found says it all
        } catch (ValidationLimitExceededException | BoundedPattern.TooCostly | StackOverflowError e) {
            tooCostly = true;
        }
    }

    List<Violation> found() {
        if (!tooCostly && errors.isEmpty()) {
            return List.of();
        }
        var all = new ArrayList<Violation>(errors.stream().map(Rules::violation).toList());
        if (tooCostly) {
            all.add(new Violation("", "limit", "takes too long to check"));
        }
        return List.copyOf(all.subList(0, Math.min(ENOUGH, all.size())));
    }

    private static final class Limited extends ArrayList<Error> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean add(Error error) {
            super.add(error);
            if (size() >= ENOUGH) {
                throw new Enough();
            }
            return true;
        }
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }
}
