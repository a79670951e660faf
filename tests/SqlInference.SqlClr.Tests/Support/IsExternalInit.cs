namespace System.Runtime.CompilerServices;

/// <summary>What the compiler wants for init, which .NET Framework lacks.</summary>
static class IsExternalInit
{
}
