"""The task with OpenAI's own SDK: python openai_sdk.py <model> <prompt>"""

import json
import sys

from openai import OpenAI

from task_tools import MAX_STEPS, TOOLS, run_tool

model, prompt = sys.argv[1:]
client = OpenAI()
tools = [{"type": "function", "function": tool} for tool in TOOLS]
messages = [{"role": "user", "content": prompt}]
for step in range(1, MAX_STEPS + 1):
    with client.chat.completions.stream(model=model, messages=messages, tools=tools) as stream:
        completion = stream.get_final_completion()
    message = completion.choices[0].message
    messages.append(message.model_dump(exclude_none=True, exclude={"parsed"}))
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        result = run_tool(call.function.name, json.loads(call.function.arguments))
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
print(message.content)
print(f"{step} steps, models listed: {len(client.models.list().data) > 0}")
