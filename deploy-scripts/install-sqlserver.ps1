<#
.SYNOPSIS
Sets a database of SQL Server or Azure SQL up for model statements and prediction functions, or takes that back.

.DESCRIPTION
As install-sqlserver.sh, for Windows. Run again over an older installation, it upgrades it; settings and prediction functions stay.
-Clr installs the assembly (SQL Server on Windows), -Rest the way without it (SQL Server 2025, Azure SQL; HTTPS only); without either the server is
asked which of them it can. Needs sqlcmd. With -User the password is read from SQLCMDPASSWORD; without it, the account that runs this is used.
-TrustCertificate takes whatever certificate the server has.

.EXAMPLE
./install-sqlserver.ps1 -Server . -Database shop -Service http://models.example:8780 -TokenFile token.txt
#>
param(
    [string] $Server,
    [string] $Database,
    [string] $User,
    [ValidatePattern('^https?://')] [string] $Service,
    [string] $TokenFile,
    [string] $Assembly,
    [switch] $Clr,
    [switch] $Rest,
    [switch] $Uninstall,
    [switch] $Functions,
    [switch] $KeepTrust,
    [switch] $TrustCertificate,
    [switch] $Print
)

$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$scripts = Join-Path $root 'sql/sqlserver'
if (-not $Assembly) { $Assembly = Join-Path $root 'artifacts/bin/SqlInference.SqlClr/release/SqlInference.SqlClr.dll' }

function Read-Script([string] $name) { [IO.File]::ReadAllText((Join-Path $scripts $name)) }

function Get-Literal([string] $text) { "N'" + $text.Replace("'", "''") + "'" }

function Get-Hex([byte[]] $bytes) { '0x' + [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant() }

# -b: an error ends it; -x: nothing in the scripts is a variable of sqlcmd's.
function Invoke-Sql([string[]] $arguments) {
    $login = if ($User) { @('-U', $User) } else { @('-E') }
    if ($TrustCertificate) { $login += '-C' }
    & sqlcmd -S $Server -d $Database @login -b -x -I @arguments
    if ($LASTEXITCODE -ne 0) { throw "sqlcmd ended with $LASTEXITCODE." }
}

# What the server can: assemblies with access to the network are for Windows, endpoints came with version 17 and are in Azure SQL.
function Find-Way {
    $way = (Invoke-Sql @('-h', '-1', '-W', '-Q', "SET NOCOUNT ON; SELECT CASE
        WHEN CAST(SERVERPROPERTY('EngineEdition') AS int) = 5 THEN 'rest'
        WHEN (SELECT host_platform FROM sys.dm_os_host_info) = 'Windows' THEN 'clr'
        WHEN CAST(SERVERPROPERTY('ProductMajorVersion') AS int) >= 17 THEN 'rest' ELSE 'none' END;") | Out-String).Trim()
    if ($way -eq 'none') {
        throw "SQL Server before 2025 on Linux neither takes assemblies with access to the network nor calls endpoints: use 'sqlinference run --database'."
    }
    $way
}

function Get-AssemblyScript {
    if (-not (Test-Path $Assembly)) {
        dotnet build (Join-Path $root 'src/SqlInference.SqlClr') --configuration Release --verbosity quiet --nologo | Out-Host
    }
    $bytes = [IO.File]::ReadAllBytes($Assembly)
    $hash = [Security.Cryptography.SHA512]::Create().ComputeHash($bytes)
    (Read-Script '40-clr-assembly.sql').Replace('{{AssemblyHash}}', (Get-Hex $hash)).Replace('{{AssemblyBytes}}', (Get-Hex $bytes))
}

function Get-Statements([string] $way) {
    if ($Uninstall) {
        if ($Functions) { Read-Script 'uninstall-functions.sql' }
        (Read-Script 'uninstall.sql').Replace('{{KeepTrust}}', [string][int][bool]$KeepTrust)
        return
    }
    Read-Script "00-$way.sql"
    foreach ($name in '10-schema.sql', '20-text.sql', '30-functions.sql') { Read-Script $name }
    if ($way -eq 'clr') {
        Get-AssemblyScript
        Read-Script '41-clr-callers.sql'
    }
    else { Read-Script '40-rest.sql' }
    Read-Script '50-statements.sql'
    if ($way -eq 'clr') { Read-Script '60-views.sql' }
    if ($Service) { "EXEC sqlinference.set_service @address = $(Get-Literal $Service);`nGO`n" }
    if ($TokenFile) { "EXEC sqlinference.set_service @token = $(Get-Literal ([IO.File]::ReadAllText($TokenFile).Trim()));`nGO`n" }
}

if (-not $Print -and (-not $Server -or -not $Database)) { throw '-Server and -Database have to be named.' }
if ($Clr) { $way = 'clr' } elseif ($Rest) { $way = 'rest' } elseif ($Print) { $way = 'clr' } elseif (-not $Uninstall) { $way = Find-Way }
$text = (Get-Statements $way) -join ''
if ($Print) { return $text }

# It may hold the token.
$script = [IO.Path]::GetTempFileName()
try {
    [IO.File]::WriteAllText($script, $text, [Text.Encoding]::Unicode)
    Invoke-Sql @('-i', $script)
}
finally { Remove-Item $script }
if (-not $Uninstall) { "Ready. In ${Database}: EXEC sqlinference.run N'SHOW MODEL ALL';" }
