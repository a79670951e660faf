using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>GRANT and REVOKE.</summary>
sealed class GrantStatements(InferenceService service, FunctionDefinitions functions)
{
    IGrants Grants => service.Catalog.Grants;

    public StatementRun OnDatabase(GrantCreateModel statement, StatementContext context)
    {
        if (!context.IsAdmin && !Grants.HoldsGrantOption(Privilege.CreateModel, context.Database, null, context.Actor))
            throw Denied("CREATE MODEL", context.Database, context);
        return Run(statement.IsRevoke, statement.Grantees, context, (grantees, withOption) =>
        {
            if (statement.IsRevoke)
                Grants.RevokeCreateModel(context.Database, grantees, statement.GrantOptionOnly, context.Actor.User);
            else
                Grants.GrantCreateModel(context.Database, grantees, withOption, context.Actor.User);
        });
    }

    public StatementRun OnModels(GrantOnModel statement, StatementContext context)
    {
        var visible = VisibleModels.Of(service, context);
        var models = statement.Models.Select(name => visible.Get(name, context)).ToArray();
        foreach (var model in models)
        {
            if (!ModelRights.Owns(model, context) && !Grants.HoldsGrantOption(Privilege.Execute, context.Database, model.Id, context.Actor))
                throw Denied("EXECUTE", model.Name.ToString(), context);
        }

        var names = models.Select(model => model.Name).ToArray();
        return Run(statement.IsRevoke, statement.Grantees, context, (grantees, withOption) =>
        {
            if (statement.IsRevoke)
                Grants.RevokeExecute(names, grantees, statement.GrantOptionOnly, context.Actor.User);
            else
                Grants.GrantExecute(names, grantees, withOption, context.Actor.User);
        }, () => functions.Grant(models, GrantsOf(statement, context)));
    }

    static SimpleRun Run(
        bool isRevoke, IReadOnlyList<Language.Grantee> grantees, StatementContext context,
        Action<IReadOnlyList<Catalog.Grantee>, bool> change, Func<FunctionChanges>? functions = null) => new(isRevoke ? "REVOKE" : "GRANT", () =>
        {
            foreach (var same in grantees.GroupBy(grantee => grantee.WithGrantOption))
                change([.. same.Select(grantee => Of(grantee, context))], same.Key);
        }, functions);

    static IEnumerable<FunctionGrant> GrantsOf(GrantOnModel statement, StatementContext context) => statement.Grantees
        .GroupBy(grantee => statement.IsRevoke ? statement.GrantOptionOnly : grantee.WithGrantOption)
        .Select(same => new FunctionGrant([.. same.Select(grantee => Of(grantee, context))], statement.IsRevoke, same.Key));

    static Catalog.Grantee Of(Language.Grantee grantee, StatementContext context) => grantee.Name is null
        ? Catalog.Grantee.Public
        : new(Enum.Parse<Catalog.GranteeKind>(grantee.Kind.ToString()), context.FoldPrincipal(grantee.Name));

    SqlInferenceException Denied(string privilege, string on, StatementContext context)
    {
        service.Catalog.AuditTrail.Record(context.Actor.User, "GRANT", on, AuditOutcome.Denied, privilege);
        return new(ErrorConditions.PermissionDenied,
            $"User {context.Actor.User} may not pass {privilege} on {on} on.", "The owner, an administrator or a holder WITH GRANT OPTION can.");
    }
}
