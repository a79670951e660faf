using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Startup;

/// <summary>Who connects to what, and the settings that the session begins with.</summary>
public sealed class StartupParameters
{
    const string User = "user", Database = "database", Options = "options", Replication = "replication", ExtensionPrefix = "_pq_.";

    readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public string UserName => _values[User];

    /// <summary>The database; that of the user's name where none was given.</summary>
    public string DatabaseName => _values.TryGetValue(Database, out var name) && name.Length > 0 ? name : UserName;

    public bool IsReplication => _values.TryGetValue(Replication, out var wanted) && wanted is not ("" or "false" or "off" or "no" or "0");

    /// <summary>Extensions of the protocol that the client would like.</summary>
    public IReadOnlyList<string> Extensions => [.. _values.Keys.Where(name => name.StartsWith(ExtensionPrefix, StringComparison.Ordinal))];

    /// <summary>Settings of the session, those of <c>options=-c name=value</c> included.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings
    {
        get
        {
            foreach (var setting in CommandLine())
                yield return setting;
            foreach (var setting in _values)
            {
                if (setting.Key is not (User or Database or Options or Replication) && !setting.Key.StartsWith(ExtensionPrefix, StringComparison.Ordinal))
                    yield return setting;
            }
        }
    }

    public static StartupParameters Read(StartupPacket packet)
    {
        var parameters = new StartupParameters();
        var reader = new PayloadReader(packet.Payload.Span);
        for (var name = reader.ReadText(); name.Length > 0; name = reader.ReadText())
            parameters._values[name] = reader.ReadText();
        reader.End();
        if (!parameters._values.TryGetValue(User, out var user) || user.Length == 0)
            throw new WireException(SqlStates.InvalidAuthorization, "no PostgreSQL user name specified in startup packet", isFatal: true);
        return parameters;
    }

    /// <summary>Arguments as PostgreSQL's own command line has them: separated by blanks, which a backslash keeps.</summary>
    IEnumerable<KeyValuePair<string, string>> CommandLine()
    {
        var words = Words(_values.GetValueOrDefault(Options, ""));
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var setting = word == "-c" && i + 1 < words.Count ? words[++i]
                : word.StartsWith("-c", StringComparison.Ordinal) || word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : null;
            if (setting?.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                yield return new(setting[..equals].Replace('-', '_'), setting[(equals + 1)..]);
        }
    }

    static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
            }
            else if (!char.IsWhiteSpace(text[i]))
            {
                word.Append(text[i]);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
