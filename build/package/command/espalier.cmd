@echo off
rem The command espalier of an installed package: the engine without a window, by the Node that the package brings.
"%~dp0node.exe" "%~dp0..\app.asar.unpacked\build\espalier.mjs" %*
