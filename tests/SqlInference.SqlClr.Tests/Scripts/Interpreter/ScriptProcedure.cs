using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.SqlClr.Tests.Scripts.Interpreter;

/// <summary>A procedure of the scripts, or a whole script, of which the statements that it makes are looked at: each is an expression that some variable is assigned.</summary>
sealed class ScriptProcedure
{
    static readonly string[] Shared = ["20-text.sql", "40-rest.sql", "50-statements.sql"];

    readonly ScriptFunctions _functions = new(Shared);
    readonly TSqlFragment _procedure;

    public ScriptProcedure(string file) => _procedure = ScriptFiles.Parse(ScriptFiles.Text(file));

    public ScriptProcedure(string file, string name) => _procedure = ScriptFiles.Parse(ScriptFiles.Text(file)).Batches.SelectMany(batch => batch.Statements)
        .OfType<CreateOrAlterProcedureStatement>().Single(procedure => procedure.ProcedureReference.Name.BaseIdentifier.Value == name);

    /// <summary>The variables of the procedure that the expressions see.</summary>
    public Dictionary<string, object?> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows of the query that assigns, where one does.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows { get; set; } = [];

    public Func<string, object?[], object?> Database { get; set; } = (name, _) => throw new NotSupportedException(name);

    /// <summary>What a variable is assigned, for the n-th time as the procedure is written; it has that value from then on.</summary>
    public string Assign(string variable, int time = 0)
    {
        var visitor = new AssignmentVisitor(variable);
        _procedure.Accept(visitor);
        var type = new SqlDataTypeReference { Name = new SchemaObjectName(), SqlDataTypeOption = SqlDataTypeOption.NVarChar };
        var variables = Variables.ToDictionary(pair => pair.Key, pair => ((DataTypeReference)type, pair.Value), StringComparer.OrdinalIgnoreCase);
        var value = (string)new Evaluator(_functions, variables) { Rows = Rows, Database = Database }.Value(visitor.Expressions[time])!;
        Variables[variable] = value;
        return value;
    }

    sealed class AssignmentVisitor : TSqlFragmentVisitor
    {
        readonly string _variable;

        public AssignmentVisitor(string variable) => _variable = variable;

        public List<ScalarExpression> Expressions { get; } = [];

        public override void Visit(SetVariableStatement node) => Add(node.Variable.Name, node.Expression);

        public override void Visit(SelectSetVariable node) => Add(node.Variable.Name, node.Expression);

        void Add(string name, ScalarExpression expression)
        {
            if (string.Equals(name, _variable, StringComparison.OrdinalIgnoreCase) && expression is not NullLiteral)
                Expressions.Add(expression);
        }
    }
}
