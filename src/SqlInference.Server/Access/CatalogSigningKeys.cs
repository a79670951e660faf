using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SqlInference.Catalog;

namespace SqlInference.Server.Access;

/// <summary>
/// The access keys of the catalog, decrypted when they are first used and kept in memory until the catalog changes: what
/// is revoked is refused from then on.
/// </summary>
sealed class CatalogSigningKeys : ISigningKeys, IDisposable
{
    readonly ICatalog _catalog;
    readonly MasterKey _masterKey;
    readonly TimeProvider _time;
    readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public CatalogSigningKeys(ICatalog catalog, MasterKey masterKey, TimeProvider time)
    {
        _catalog = catalog;
        _masterKey = masterKey;
        _time = time;
        catalog.Changes.Changed += _known.Clear;
    }

    public bool TryFind(string accessKeyId, [NotNullWhen(true)] out string? secret, [NotNullWhen(true)] out Caller? caller)
    {
        (secret, caller) = (null, null);
        if (!_known.TryGetValue(accessKeyId, out var known))
        {
            // Only keys that are there are kept: unknown names are for anybody to make up.
            var stamp = _catalog.Changes.Stamp;
            if (_catalog.AccessKeys.Find(accessKeyId) is not { } record)
                return false;
            known = new(record, record.Secret(_masterKey), Callers.Of(record.Owner));
            _known[accessKeyId] = known;
            // The key may have been revoked while it was read.
            if (_catalog.Changes.Stamp != stamp)
                _known.TryRemove(accessKeyId, out _);
        }

        if (!known.Record.IsLive(_time.GetUtcNow()))
            return false;
        (secret, caller) = (known.Secret, known.Caller);
        return true;
    }

    public void Dispose() => _catalog.Changes.Changed -= _known.Clear;

    sealed record Known(AccessKeyRecord Record, string Secret, Caller Caller)
    {
        public override string ToString() => Record.ToString();
    }
}
