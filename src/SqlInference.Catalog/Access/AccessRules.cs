using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>What tokens and keys may be called and given.</summary>
static class AccessRules
{
    const int LongestName = 128;

    public static void Check(string what, NewAccess request, DateTimeOffset now)
    {
        CheckName($"The name of the {what}", request.Name);
        if (request.Database is { } database)
        {
            CheckName($"The database of the {what} '{request.Name}'", database);
        }

        foreach (var name in request.Roles.Concat(request.Groups))
        {
            CheckName($"A role or group of the {what} '{request.Name}'", name);
        }

        if (request.Role == AccessRole.Adapter && what != "token")
        {
            throw Refused($"The {what} '{request.Name}' cannot be for an adapter.", "Adapters show tokens; make one of those.");
        }

        if (request.Role == AccessRole.Adapter && request.Database is null)
        {
            throw Refused($"The {what} '{request.Name}' is for an adapter and names no database.", "Name the one database whose users it speaks for.");
        }

        if (request.ExpiresAt is { } end && end <= now)
        {
            throw Refused($"The {what} '{request.Name}' would have expired at {end:u}.", "Choose a time to come.");
        }
    }

    static void CheckName(string what, string name)
    {
        if (name.Length > LongestName)
        {
            throw new SqlInferenceException(
                ErrorConditions.NameTooLong, $"{what} has {name.Length} characters, more than {LongestName}.", "Choose a shorter name.");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
        {
            throw Refused($"{what} is empty or holds control characters.", "Choose a name that can be read.");
        }
    }

    static SqlInferenceException Refused(string message, string hint) => new(ErrorConditions.RequestMalformed, message, hint);
}
