using System.Collections.Frozen;
using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// Tells whose token a text is, from memory. What this process creates or revokes counts at once, what others do within
/// <see cref="CatalogWatcher.Interval"/>. Safe for use by many threads; allocates nothing.
/// </summary>
public sealed class AccessTokens : IDisposable
{
    static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);
    static readonly byte[] NobodysHash = RandomNumberGenerator.GetBytes(TokenText.HashLength);

    readonly ICatalog _catalog;
    readonly TimeProvider _time;
    readonly ITimer _touching;
    readonly Lock _loading = new();
    volatile Snapshot _snapshot = Snapshot.Empty;
    volatile bool _stale;

    public AccessTokens(ICatalog catalog, TimeProvider? timeProvider = null)
    {
        _catalog = catalog;
        _time = timeProvider ?? TimeProvider.System;
        catalog.Changes.Changed += Refresh;
        Load();
        _touching = _time.CreateTimer(static tokens => ((AccessTokens)tokens!).Touch(), this, TouchEvery, TouchEvery);
    }

    /// <summary>Whether there is a token that would be accepted now.</summary>
    public bool Any => Current().Tokens.Values.Any(token => token.Record.IsLive(_time.GetUtcNow()));

    /// <summary>The token with this text; null, and why, if it is not accepted.</summary>
    public TokenRecord? Verify(ReadOnlySpan<char> text, out TokenRefusal refusal)
    {
        refusal = TokenRefusal.Unknown;
        if (!TokenText.TryParse(text, out var id, out var secret))
        {
            return null;
        }

        // An unknown id costs what a wrong secret does, so that time does not tell which ids there are.
        Current().ById.TryGetValue(id, out var token);
        Span<byte> hash = stackalloc byte[TokenText.HashLength];
        TokenText.Hash(secret, hash);
        var matches = CryptographicOperations.FixedTimeEquals(hash, token?.Hash ?? NobodysHash);
        if (token is null || !matches)
        {
            return null;
        }

        refusal = token.Use.Check(token.Record, _time.GetUtcNow());
        return refusal == TokenRefusal.None ? token.Record : null;
    }

    /// <summary>The token with this text, or <see cref="ErrorConditions.Unauthenticated"/>.</summary>
    public TokenRecord Require(ReadOnlySpan<char> text) => Verify(text, out var refusal) ?? throw new SqlInferenceException(
        ErrorConditions.Unauthenticated,
        refusal switch
        {
            TokenRefusal.Expired => "The token has expired.",
            TokenRefusal.Revoked => "The token has been revoked.",
            _ => "The token is not valid here.",
        },
        "Ask an administrator for a new one ('sqlinference token create').");

    /// <summary>The live token of this name, for whoever proves its text in another way, such as SCRAM; null if there is none. Counts as a use.</summary>
    public TokenRecord? FindByName(string name)
    {
        var now = _time.GetUtcNow();
        var token = Current().Tokens.Values.FirstOrDefault(known => known.Record.Owner.Name == name && known.Record.IsLive(now));
        return token?.Use.Check(token.Record, now) == TokenRefusal.None ? token.Record : null;
    }

    /// <summary>Writes down when tokens were last used; done every minute and on disposal.</summary>
    public void Touch()
    {
        var used = _snapshot.Tokens.Values
            .Select(token => KeyValuePair.Create(token.Record.Id, token.Use.TakeLastUse()))
            .Where(use => use.Value is not null)
            .Select(use => KeyValuePair.Create(use.Key, use.Value!.Value))
            .ToArray();
        try
        {
            if (used.Length > 0)
                _catalog.Tokens.Touch(used);
        }
        catch (SqlInferenceException)
        {
            // A time that is missing in a list is no reason to turn anybody away.
        }
    }

    public void Dispose()
    {
        _catalog.Changes.Changed -= Refresh;
        _touching.Dispose();
        Touch();
    }

    Snapshot Current()
    {
        // What could not be read when it changed is read now, or nobody gets in: it may have been a revocation.
        if (_stale)
            Load();
        return _snapshot;
    }

    void Refresh()
    {
        try
        {
            Load();
        }
        catch (SqlInferenceException)
        {
            _stale = true;
        }
    }

    void Load()
    {
        lock (_loading)
        {
            var before = _snapshot.Tokens;
            _snapshot = new(_catalog.Tokens.List().ToFrozenDictionary(
                record => record.Id,
                record => new Known(record, Convert.FromHexString(record.SecretHash), before.GetValueOrDefault(record.Id)?.Use ?? new TokenUse()),
                StringComparer.Ordinal));
            _stale = false;
        }
    }

    sealed record Known(TokenRecord Record, byte[] Hash, TokenUse Use);

    sealed class Snapshot(FrozenDictionary<string, Known> tokens)
    {
        public static Snapshot Empty { get; } = new(Array.Empty<KeyValuePair<string, Known>>().ToFrozenDictionary(StringComparer.Ordinal));

        public FrozenDictionary<string, Known> Tokens => tokens;

        public FrozenDictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> ById { get; } = tokens.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
