using SqlInference.Catalog;
using SqlInference.Server.Access;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Access;

public sealed class CatalogSigningKeysTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-keys-").FullName;
    readonly ManualTime _time = new();
    readonly CatalogDatabase _catalog;
    readonly MasterKey _masterKey;
    readonly CatalogSigningKeys _keys;

    public CatalogSigningKeysTests()
    {
        _catalog = CatalogDatabase.Open(Path.Combine(_folder, "catalog.db"), _time);
        _masterKey = MasterKeyFile.LoadOrCreate(Path.Combine(_folder, "master.key"));
        _keys = new(_catalog, _masterKey, _time);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _catalog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_key_is_known_with_its_secret_and_its_owner_until_it_is_revoked()
    {
        var created = Create("pipeline", null);

        Assert.True(_keys.TryFind(created.Record.Id, out var secret, out var caller));
        Assert.Equal((created.Secret, "pipeline", true), (secret, caller.Principal.User, caller.MayCreate));
        Assert.False(caller.IsAdmin);

        _catalog.AccessKeys.Revoke("pipeline", "test");
        Assert.False(_keys.TryFind(created.Record.Id, out _, out _));
    }

    [Fact]
    public void A_key_expires_while_it_is_kept()
    {
        var created = Create("pipeline", _time.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.True(_keys.TryFind(created.Record.Id, out _, out _));

        _time.Advance(TimeSpan.FromHours(2));

        Assert.False(_keys.TryFind(created.Record.Id, out _, out _));
    }

    [Fact]
    public void A_key_that_nobody_made_is_not_known() => Assert.False(_keys.TryFind("SQIANOBODYSKEYNUMBER", out _, out _));

    CreatedAccessKey Create(string name, DateTimeOffset? expires) =>
        _catalog.AccessKeys.Create(new() { Name = name, Role = AccessRole.Create, ExpiresAt = expires, Actor = "test" }, _masterKey);
}
