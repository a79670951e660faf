namespace SqlInference.Catalog.Store;

sealed class AccessKeyStore(CatalogStore store) : IAccessKeys
{
    const string Select =
        """
        SELECT id AS Id, name AS Name, role AS Role, database_name AS DatabaseName, role_names AS RoleNames,
               group_names AS GroupNames, master_key AS MasterKey, secret AS Secret, created_by AS CreatedBy,
               created_at AS CreatedAt, expires_at AS ExpiresAt, last_used_at AS LastUsedAt, revoked_at AS RevokedAt
        FROM access_key

        """;

    static readonly AccessTable Table = new("access_key", "access key", "ACCESS KEY");

    public CreatedAccessKey Create(NewAccess request, MasterKey masterKey)
    {
        var (id, secret) = (AccessKeyText.NewId(), AccessKeyText.NewSecret());
        return store.Write("create access key", session =>
        {
            Table.MakeRoom(session, request);
            session.Execute(
                """
                INSERT INTO access_key (id, name, role, database_name, role_names, group_names, master_key, secret,
                    created_by, created_at, expires_at)
                VALUES (@id, @Name, @Role, @Database, @RoleNames, @GroupNames, @MasterKey, @Secret, @Actor, @Now, @ExpiresAt)
                """,
                new
                {
                    id,
                    request.Name,
                    Role = StoredText.Of(request.Role),
                    request.Database,
                    RoleNames = StoredText.OfNames(request.Roles),
                    GroupNames = StoredText.OfNames(request.Groups),
                    MasterKey = masterKey.Id,
                    Secret = masterKey.Encrypt(secret, id),
                    request.Actor,
                    Now = session.Now.Ticks,
                    ExpiresAt = request.ExpiresAt?.UtcTicks,
                });
            Table.AuditCreation(session, request, id);
            return new CreatedAccessKey(Row(session, id)!.ToRecord(), secret);
        });
    }

    public AccessKeyRecord? Find(string id) => store.Read(session => Row(session, id)?.ToRecord());

    public IReadOnlyList<AccessKeyRecord> List(bool revokedToo = true) => store.Read(session => (IReadOnlyList<AccessKeyRecord>)[.. session
        .Query<AccessKeyRow>($"{Select}{(revokedToo ? "" : "WHERE revoked_at IS NULL ")}ORDER BY name, CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, created_at DESC")
        .Select(row => row.ToRecord())]);

    public AccessKeyRecord Revoke(string nameOrId, string actor) => store.Write(
        "revoke access key", session => Row(session, Table.Revoke(session, nameOrId, actor))!.ToRecord());

    public void Touch(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> lastUsed) => Table.Touch(store, lastUsed);

    static AccessKeyRow? Row(CatalogSession session, string id) => session.First<AccessKeyRow>(Select + "WHERE id = @id", new { id });

    sealed class AccessKeyRow : AccessRow
    {
        public string MasterKey { get; set; } = "";

        public string Secret { get; set; } = "";

        public AccessKeyRecord ToRecord() => new()
        {
            Id = Id,
            Owner = Owner,
            MasterKeyId = MasterKey,
            EncryptedSecret = Secret,
            CreatedBy = CreatedBy,
            CreatedAt = StoredText.Time(CreatedAt),
            ExpiresAt = StoredText.Time(ExpiresAt),
            LastUsedAt = StoredText.Time(LastUsedAt),
            RevokedAt = StoredText.Time(RevokedAt),
        };
    }
}
