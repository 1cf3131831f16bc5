"""An agent's three tools, in the working directory: what a developer writes first."""

import pathlib
import subprocess

MAX_STEPS = 8


def _tool(name: str, description: str, *fields: str) -> dict:
    properties = {field: {"type": "string"} for field in fields}
    parameters = {"type": "object", "properties": properties, "required": list(fields), "additionalProperties": False}
    return {"name": name, "description": description, "parameters": parameters}


TOOLS = [
    _tool("read_file", "Reads a file", "path"),
    _tool("edit_file", "Replaces words in a file", "path", "old", "new"),
    _tool("run_check", "Runs the check"),
]


def run_tool(name: str, arguments: dict) -> str:
    if name == "read_file":
        return pathlib.Path(arguments["path"]).read_text()
    if name == "edit_file":
        file = pathlib.Path(arguments["path"])
        file.write_text(file.read_text().replace(arguments["old"], arguments["new"]))
        return "edited"
    return subprocess.run(["node", "check.mjs"], capture_output=True, text=True, check=False).stdout
