using System.Runtime.Versioning;
using Dapper;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests.Access;

public abstract class AccessKeyTests : CatalogFixture
{
    readonly MasterKey _master;

    protected AccessKeyTests(CatalogPlace place)
        : base(place) => _master = MasterKeyFile.LoadOrCreate(Folder["master.key"]);

    [CatalogFact]
    public void A_key_has_the_shape_of_amazons_and_its_secret_comes_back_under_the_master_key()
    {
        var (record, secret) = Catalog.AccessKeys.Create(Request("pipeline") with { Database = "local" }, _master);

        Assert.Matches("^SQIA[A-Z2-7]{16}$", record.Id);
        Assert.Equal(40, secret.Length);
        Assert.Equal(30, Convert.FromBase64String(secret).Length);
        var found = Catalog.AccessKeys.Find(record.Id)!;
        Assert.Equal(secret, found.Secret(MasterKeyFile.Load(Folder["master.key"])));
        Assert.Equal(("pipeline", "local"), (found.Owner.Name, found.Owner.Database));
        Assert.DoesNotContain(secret, $"{record} {found} {found.EncryptedSecret}", StringComparison.Ordinal);
    }

    [CatalogFact]
    public void Keys_are_named_listed_revoked_and_audited_as_tokens_are()
    {
        Catalog.Tokens.Create(Request("bi"));
        var id = Catalog.AccessKeys.Create(Request("bi"), _master).Record.Id;
        var exception = Refused(ErrorConditions.TokenExists, () => Catalog.AccessKeys.Create(Request("bi"), _master));
        Assert.Equal($"The name 'bi' belongs to another access key ({id}).", exception.Message);

        Assert.NotNull(Catalog.AccessKeys.Revoke("bi", "root").RevokedAt);
        Assert.Equal(("root", "REVOKE ACCESS KEY", "bi"), Catalog.AuditTrail.Newest(1).Select(r => (r.Actor, r.Action, r.Subject)).Single());
        Assert.Equal("There is no access key named 'bi' that could be revoked.", Refused(ErrorConditions.UnknownToken, () => Catalog.AccessKeys.Revoke("bi", "root")).Message);
        Assert.Single(Catalog.AccessKeys.List());
        Assert.Empty(Catalog.AccessKeys.List(revokedToo: false));
        Assert.Single(Catalog.Tokens.List(revokedToo: false));
    }

    [CatalogFact]
    public void Adapters_have_no_access_keys()
    {
        var exception = Refused(ErrorConditions.RequestMalformed, () => Catalog.AccessKeys.Create(Request("pg") with { Role = AccessRole.Adapter, Database = "d" }, _master));
        Assert.Equal("The access key 'pg' cannot be for an adapter.", exception.Message);
    }

    [CatalogFact]
    public void Another_master_key_is_told_apart()
    {
        var record = Catalog.AccessKeys.Create(Request("bi"), _master).Record;
        var other = MasterKeyFile.LoadOrCreate(Folder["other.key"]);

        var exception = Refused(ErrorConditions.ConfigurationInvalid, () => record.Secret(other));
        Assert.Equal($"The access key {record.Id} was made under master key {_master.Id}; the one configured is {other.Id}.", exception.Message);
    }

    [CatalogFact]
    public void A_secret_that_was_moved_to_another_key_is_not_accepted()
    {
        var victim = Catalog.AccessKeys.Create(Request("victim"), _master).Record;
        var mine = Catalog.AccessKeys.Create(Request("mine"), _master).Record;
        using (var connection = Place.Connect())
        {
            connection.Execute($"UPDATE access_key SET secret = (SELECT secret FROM access_key WHERE id = '{mine.Id}') WHERE id = '{victim.Id}'");
        }

        var exception = Refused(ErrorConditions.CatalogUnusable, () => Catalog.AccessKeys.Find(victim.Id)!.Secret(_master));
        Assert.Equal($"The secret of the access key {victim.Id} was changed in the catalog and cannot be read.", exception.Message);
    }

    [CatalogFact]
    public void Master_key_files_that_are_missing_or_of_another_length_are_named()
    {
        var path = Folder["none.key"];
        Assert.Equal($"There is no master key file '{path}'.", Refused(ErrorConditions.ConfigurationInvalid, () => MasterKeyFile.Load(path)).Message);
        MasterKeyFile.LoadOrCreate(path);
        File.WriteAllBytes(path, new byte[31]);
        Assert.Equal($"The master key file '{path}' has 31 bytes and not 32.", Refused(ErrorConditions.ConfigurationInvalid, () => MasterKeyFile.LoadOrCreate(path)).Message);
    }

    [CatalogFact]
    public void Of_many_that_make_the_master_key_at_once_all_get_the_same()
    {
        // Now and then two come between the look and the step.
        for (var round = 0; round < 50; round++)
        {
            var ids = new string[16];
            Parallel.For(0, ids.Length, i => ids[i] = MasterKeyFile.LoadOrCreate(Folder[$"shared{round}/master.key"]).Id);

            Assert.Single(ids.Distinct());
            Assert.Single(Directory.GetFiles(Folder[$"shared{round}"]));
        }
    }

    static NewAccess Request(string name) => new() { Name = name, Role = AccessRole.Execute, Actor = "ann" };

    public sealed class OnSqlite() : AccessKeyTests(new SqlitePlace())
    {
        [LinuxFact]
        [UnsupportedOSPlatform("windows")]
        public void A_master_key_is_its_owners_alone()
        {
            var path = Folder["master.key"];
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead);

            var exception = Refused(ErrorConditions.ConfigurationInvalid, () => MasterKeyFile.Load(path));
            Assert.Equal(($"The master key file '{path}' can be read by others.", $"Run: chmod 600 '{path}'"), (exception.Message, exception.Hint));
        }
    }

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : AccessKeyTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : AccessKeyTests(SqlServerCatalogs.NewPlace());
}
