using SqlInference.Inference.Columns;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>A column of a training query.</summary>
/// <param name="TypeName">The type by its name in the session's database, for messages.</param>
/// <param name="Type">The type that the prediction function's parameter will have; null where models cannot take the column.</param>
/// <param name="Column">How its values arrive in a batch; null where they cannot.</param>
public sealed record TrainingColumn(string Name, string TypeName, SqlType? Type, ColumnType? Column);
