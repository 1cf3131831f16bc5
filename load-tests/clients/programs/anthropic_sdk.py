"""The task with Anthropic's own SDK: python anthropic_sdk.py <model> <prompt>"""

import sys

from anthropic import Anthropic

from task_tools import MAX_STEPS, TOOLS, run_tool

model, prompt = sys.argv[1:]
client = Anthropic()
tools = [
    {"name": tool["name"], "description": tool["description"], "input_schema": tool["parameters"]} for tool in TOOLS
]
messages = [{"role": "user", "content": prompt}]
for step in range(1, MAX_STEPS + 1):
    with client.messages.stream(model=model, max_tokens=2000, messages=messages, tools=tools) as stream:
        message = stream.get_final_message()
    messages.append({"role": "assistant", "content": message.content})
    if message.stop_reason != "tool_use":
        break
    results = [
        {"type": "tool_result", "tool_use_id": block.id, "content": run_tool(block.name, block.input)}
        for block in message.content
        if block.type == "tool_use"
    ]
    messages.append({"role": "user", "content": results})
print("".join(block.text for block in message.content if block.type == "text"))
print(f"{step} steps, usage told: {message.usage.output_tokens > 0}")
