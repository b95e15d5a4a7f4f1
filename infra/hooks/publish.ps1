$ErrorActionPreference = 'Stop'
if (Test-Path publish) { Remove-Item -Recurse -Force publish }
$backend = if ($env:DURABLE_BACKEND) { $env:DURABLE_BACKEND } else { 'AzureManaged' }
$more = if ($env:TEAMS_DIRECTORY) { @("-p:TeamsDirectory=$env:TEAMS_DIRECTORY") } else { @() }
dotnet publish src/Functions -c Release -r linux-x64 "-p:DurableBackend=$backend" @more -o publish
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
