$ErrorActionPreference = 'Stop'
if (-not $env:LINK_KEYS) {
  $bytes = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
  azd env set LINK_KEYS "k1:$([Convert]::ToHexString($bytes).ToLowerInvariant())"
}
