using System.Reflection;

namespace SqlInference.Server;

static class ServerVersion
{
    /// <summary>Without the commit that it was built from.</summary>
    public static readonly string Text =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
