// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of a price. */
@ObjectClassDefinition(name = "Postern model price",
        description = "What a model costs, for what is recorded and for limits of spend. Amounts are of money for a million"
                + " tokens, such as 2.50 USD, all in one currency; a change holds from the next exchange on")
public @interface PriceConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.planner.models.price";

    @AttributeDefinition(
            description = "The model, such as openai/gpt-5; openai/* stands for all models of an endpoint that have no price"
                    + " of their own")
    String model();

    @AttributeDefinition(description = "For what it reads")
    String input();

    @AttributeDefinition(description = "For what it reads from its cache; empty for the same as input")
    String cached_input() default "";

    @AttributeDefinition(description = "For what it writes")
    String output();
}
