using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Messages;
using SqlInference.Service.Sessions;
using SqlInference.Sidecar.PgCatalog;
using SqlInference.Sidecar.Sessions;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Settings;

/// <summary>The settings of a session and what follows from them: for the engine, for values, for the client that is told.</summary>
sealed class SettingKeeper(SessionContext session)
{
    readonly SessionSettings _settings = new();
    readonly Dictionary<string, string> _told = [];
    Dictionary<string, string>? _before;
    Dictionary<string, string>? _local;

    public SessionZone Zone { get; private set; } = SessionZone.Named("UTC");

    public SessionSettings Values => _settings;

    /// <summary>Begins with the client's own settings, and those of the login.</summary>
    public void Begin(IEnumerable<KeyValuePair<string, string>> wanted)
    {
        _settings.SetDefault("session_authorization", session.Login.Name);
        _settings.SetDefault("is_superuser", session.Login.IsAdmin ? "on" : "off");
        _settings.SetDefault("default_transaction_read_only", session.Login.IsReadOnly ? "on" : "off");
        _settings.SetDefault("transaction_read_only", session.Login.IsReadOnly ? "on" : "off");
        foreach (var (name, value) in wanted)
            _settings.SetDefault(name, SessionSettings.Check(name, value));
        ApplyAll();
    }

    public void Set(string name, string? value, bool isLocal)
    {
        if (isLocal && session.Transaction is { IsOpen: true, IsImplicit: false })
            _local ??= _settings.Save();
        if (value is null)
            _settings.Reset(name);
        else
            _settings.Set(name, SessionSettings.Check(name, value));
        _ = _settings[name];
        Apply(name);
    }

    public void ResetAll()
    {
        _settings.Restore([]);
        ApplyAll();
    }

    /// <summary>A transaction begins, which takes back what was set in it if it is rolled back.</summary>
    public void TransactionBegun() => (_before, _local) = (_settings.Save(), null);

    public void TransactionEnded(bool isCommitted)
    {
        var restored = isCommitted ? _local : _before;
        (_before, _local) = (null, null);
        if (restored is null)
            return;
        _settings.Restore(restored);
        ApplyAll();
    }

    /// <summary>Tells the client of what it follows and has not been told yet.</summary>
    public void Tell()
    {
        foreach (var name in SessionSettings.Reported)
        {
            var value = _settings[name];
            if (_told.TryGetValue(name, out var told) && told == value)
                continue;
            _told[name] = value;
            session.Output.Write(new ParameterStatus(SessionSettings.ShownName(name), value));
        }
    }

    void ApplyAll()
    {
        Apply("timezone");
        Apply("search_path");
        Apply(SessionSettings.TrainingRows);
        Apply(SessionSettings.WaitForTraining);
    }

    void Apply(string name)
    {
        var value = _settings[name];
        switch (name.ToLowerInvariant())
        {
            case "timezone":
                Zone = SessionZone.Named(value);
                session.Connection.Execute($"SET TimeZone = {SqlText.Literal(value)}");
                break;
            case "search_path":
                session.Connection.Execute($"SET search_path = {SqlText.Literal(SearchPath.For(session.Connection, value))}");
                break;
            case SessionSettings.TrainingRows:
                session.Embedded.TrainingRows = value.Length == 0 ? null : value;
                break;
            case SessionSettings.WaitForTraining:
                session.Embedded.Wait = value == "on" ? TrainingWait.Always : TrainingWait.Never;
                break;
        }
    }
}
