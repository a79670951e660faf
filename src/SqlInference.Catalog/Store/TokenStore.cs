namespace SqlInference.Catalog.Store;

sealed class TokenStore(CatalogStore store) : ITokens
{
    const string Select =
        """
        SELECT id AS Id, name AS Name, role AS Role, database_name AS DatabaseName, role_names AS RoleNames,
               group_names AS GroupNames, secret_hash AS SecretHash, scram_verifier AS ScramVerifier, created_by AS CreatedBy,
               created_at AS CreatedAt, expires_at AS ExpiresAt, last_used_at AS LastUsedAt, revoked_at AS RevokedAt
        FROM access_token

        """;

    static readonly AccessTable Table = new("access_token", "token", "TOKEN");

    public CreatedToken Create(NewAccess request)
    {
        // The verifier takes a millisecond, in which nobody has to wait for the write lock.
        var (id, text) = TokenText.Create();
        var scram = ScramVerifier.Derive(text);
        return store.Write("create token", session =>
        {
            Table.MakeRoom(session, request);
            session.Execute(
                """
                INSERT INTO access_token (id, name, role, database_name, role_names, group_names, secret_hash, scram_verifier,
                    created_by, created_at, expires_at)
                VALUES (@id, @Name, @Role, @Database, @RoleNames, @GroupNames, @SecretHash, @ScramVerifier, @Actor, @Now, @ExpiresAt)
                """,
                new
                {
                    id,
                    request.Name,
                    Role = StoredText.Of(request.Role),
                    request.Database,
                    RoleNames = StoredText.OfNames(request.Roles),
                    GroupNames = StoredText.OfNames(request.Groups),
                    SecretHash = TokenText.HashOf(text),
                    ScramVerifier = scram.ToStored(),
                    request.Actor,
                    Now = session.Now.Ticks,
                    ExpiresAt = request.ExpiresAt?.UtcTicks,
                });
            Table.AuditCreation(session, request, id);
            return new CreatedToken(Row(session, id)!.ToRecord(), text);
        });
    }

    public TokenRecord? Find(string id) => store.Read(session => Row(session, id)?.ToRecord());

    public IReadOnlyList<TokenRecord> List(bool revokedToo = true) => store.Read(session => (IReadOnlyList<TokenRecord>)[.. session
        .Query<TokenRow>($"{Select}{(revokedToo ? "" : "WHERE revoked_at IS NULL ")}ORDER BY name, CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, created_at DESC")
        .Select(row => row.ToRecord())]);

    public TokenRecord Revoke(string nameOrId, string actor) => store.Write(
        "revoke token", session => Row(session, Table.Revoke(session, nameOrId, actor))!.ToRecord());

    public void Touch(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> lastUsed) => Table.Touch(store, lastUsed);

    static TokenRow? Row(CatalogSession session, string id) => session.First<TokenRow>(Select + "WHERE id = @id", new { id });

    sealed class TokenRow : AccessRow
    {
        public string SecretHash { get; set; } = "";

        public string ScramVerifier { get; set; } = "";

        public TokenRecord ToRecord() => new()
        {
            Id = Id,
            Owner = Owner,
            SecretHash = SecretHash,
            Scram = SqlInference.Catalog.ScramVerifier.FromStored(ScramVerifier),
            CreatedBy = CreatedBy,
            CreatedAt = StoredText.Time(CreatedAt),
            ExpiresAt = StoredText.Time(ExpiresAt),
            LastUsedAt = StoredText.Time(LastUsedAt),
            RevokedAt = StoredText.Time(RevokedAt),
        };
    }
}
