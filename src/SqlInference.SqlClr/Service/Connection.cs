using System;
using System.Data.SqlTypes;

namespace SqlInference.SqlClr.Service;

/// <summary>Where the service is, how it is spoken to, and for whom: what the modules of schema sqlinference read from the table of settings.</summary>
sealed class Connection
{
    Connection(Uri address, string? token, int timeoutMs, string user, string roles)
    {
        Address = address;
        Token = token;
        TimeoutMs = timeoutMs;
        User = user;
        Roles = roles;
    }

    public Uri Address { get; }

    public string? Token { get; }

    public int TimeoutMs { get; }

    /// <summary>The database user, percent-encoded.</summary>
    public string User { get; }

    /// <summary>Their roles, percent-encoded, with commas between them.</summary>
    public string Roles { get; }

    /// <param name="roles">The roles in brackets, as QUOTENAME writes them, one behind the other.</param>
    public static Connection Of(SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles)
    {
        if (service.IsNull || !Uri.TryCreate(service.Value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InferenceError(ErrorCodes.ConfigurationInvalid,
                service.IsNull ? "The address of the service is not set." : $"The address of the service is '{service.Value}'; it has to be http://host:port or https://host:port.",
                "An owner of the database can run EXEC sqlinference.set_service @address = N'http://host:8780'.");
        }

        if (timeoutMs.IsNull || timeoutMs.Value <= 0)
            throw new InferenceError(ErrorCodes.ConfigurationInvalid, "The time to wait for the service has to be more than 0 ms.", "EXEC sqlinference.set_service @timeout_ms = 60000.");
        return new(address, token.IsNull || token.Value.Length == 0 ? null : token.Value, timeoutMs.Value,
            user.IsNull ? "" : Uri.EscapeDataString(user.Value), roles.IsNull ? "" : string.Join(",", Escaped(roles.Value)));
    }

    static string[] Escaped(string quotedNames)
    {
        var names = QuotedNames.Read(quotedNames);
        for (var i = 0; i < names.Length; i++)
            names[i] = Uri.EscapeDataString(names[i]);
        return names;
    }
}
