using System.Data.SqlTypes;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>The settings as the modules of schema sqlinference pass them on.</summary>
sealed class Asker
{
    public Asker(string? service, string? token, int timeoutMs, string user, string roles)
    {
        Service = service is null ? SqlString.Null : new(service);
        Token = token is null ? SqlString.Null : new(token);
        TimeoutMs = timeoutMs;
        User = user;
        Roles = roles;
    }

    public SqlString Service { get; }

    public SqlString Token { get; }

    public SqlInt32 TimeoutMs { get; }

    public SqlString User { get; }

    public SqlString Roles { get; }

    public static Asker Of(FakeService service, int timeoutMs = 10_000) => new(service.Address, null, timeoutMs, "ann", "");
}
