using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

public sealed class OnnxNumericTests
{
    static float Linear(double a, double b, double c) => (float)(0.5 * a - 1.25 * b + 2 * c + 0.75);

    [Fact]
    public void Columns_of_any_numeric_type_are_interleaved_into_one_tensor()
    {
        using var backend = Models.Load("linear", new("a", ElementType.Int16), new("b", ElementType.Float64), new("c", ElementType.Boolean));
        using var batch = new Batch().Add<short>(ElementType.Int16, 1, -2, 300).Add(ElementType.Float64, 0.5, 1e3, -7.25).Add<byte>(ElementType.Boolean, 1, 0, 1);

        Assert.Equal([Linear(1, 0.5, 1), Linear(-2, 1e3, 0), Linear(300, -7.25, 1)], batch.Run<float>(backend));
        Assert.Equal(
            [new ModelInput("a", ElementType.Int16), new ModelInput("b", ElementType.Float64), new ModelInput("c", ElementType.Boolean)],
            backend.Signature.Inputs);
        Assert.Equal([new ModelOutput("prediction", ElementType.Float32)], backend.Signature.Outputs);
    }

    [Theory]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Timestamp)]
    public void Every_signed_integer_type_goes_into_a_float_tensor(ElementType type)
    {
        using var backend = Models.Load("linear", Models.Scalars(3, type));
        using var batch = new Batch();
        for (var column = 0; column < 3; column++)
        {
            _ = type.Width() switch
            {
                1 => batch.Add<sbyte>(type, -3, 7),
                2 => batch.Add<short>(type, -3, 7),
                4 => batch.Add(type, -3, 7),
                _ => batch.Add<long>(type, -3, 7),
            };
        }

        Assert.Equal([Linear(-3, -3, -3), Linear(7, 7, 7)], batch.Run<float>(backend));
    }

    [Fact]
    public void A_list_goes_into_a_tensor_as_it_is()
    {
        using var backend = Models.Load("linear", new OnnxParameter("features", ElementType.Float64, IsList: true));
        Assert.Equal(new ColumnType(ElementType.Float64, 3), backend.Signature.Inputs[0].Type);
        using var batch = new Batch().Add(new ColumnType(ElementType.Float64, 3), 1.0, 2, 3, 4, 5, 6);

        Assert.Equal([Linear(1, 2, 3), Linear(4, 5, 6)], batch.Run<float>(backend));
    }

    [Fact]
    public void Without_parameters_a_function_takes_what_the_model_takes()
    {
        using var backend = Models.Load("linear", new OnnxModelOptions());
        Assert.Equal([new ModelInput("features", new ColumnType(ElementType.Float32, 3))], backend.Signature.Inputs);
        using var batch = new Batch().Add(new ColumnType(ElementType.Float32, 3), 1f, 2, 3);

        Assert.Equal([Linear(1, 2, 3)], batch.Run<float>(backend));
    }

    [Fact]
    public void A_model_that_does_not_say_its_width_is_told_it_by_its_coefficients()
    {
        using var backend = Models.Load("linear-any-width", new OnnxParameter("x", ElementType.Float32, IsList: true));
        using var batch = new Batch().Add(new ColumnType(ElementType.Float32, 3), 1f, 2, 3);

        Assert.Equal([Linear(1, 2, 3)], batch.Run<float>(backend));
    }

    [Fact]
    public void Each_input_takes_the_parameter_of_its_name_wherever_it_stands()
    {
        using var backend = Models.Load("trees-by-column",
            new("MEMBER", ElementType.Boolean), new("income", ElementType.Float64), new("Age", ElementType.Int32));
        using var batch = new Batch().Add<byte>(ElementType.Boolean, 0, 1, 0, 1)
            .Add(ElementType.Float64, 40_000.0, 90_000, 90_000, 90_000).Add(ElementType.Int32, 20, 20, 50, 70);

        // Tree 1: by age at 30, then income at 50,000 or membership. Tree 2: by income at 80,000, then age at 60.
        Assert.Equal([1f + 0.25f, 2f + 0.5f, 3f + 0.5f, 4f + 0.75f], batch.Run<float>(backend));
    }

    [Fact]
    public void Inputs_take_parameters_in_order_where_the_names_say_nothing()
    {
        using var backend = Models.Load("trees-by-column",
            new("x", ElementType.Int32), new("y", ElementType.Float64), new("z", ElementType.Int64));
        using var batch = new Batch().Add(ElementType.Int32, 70).Add(ElementType.Float64, 90_000.0).Add(ElementType.Int64, 1L);

        Assert.Equal([4.75f], batch.Run<float>(backend));
    }

    [Fact]
    public void The_input_setting_gives_the_order_of_the_parameters()
    {
        using var backend = Models.Load("trees-by-column", new OnnxModelOptions
        {
            Parameters = [new("x", ElementType.Boolean), new("y", ElementType.Int32), new("z", ElementType.Float64)],
            Input = "member, Age, income",
        });
        using var batch = new Batch().Add<byte>(ElementType.Boolean, 1).Add(ElementType.Int32, 70).Add(ElementType.Float64, 90_000.0);

        Assert.Equal([4.75f], batch.Run<float>(backend));
    }

    [Fact]
    public void Lists_numbers_and_text_go_into_one_model()
    {
        using var backend = Models.Load("mixture",
            new("kind", ElementType.Utf8), new("scale", ElementType.Float64), new("embedding", ElementType.Float32, IsList: true));
        using var batch = new Batch().AddText("gold", "lead").Add(ElementType.Float64, 2.0, 3)
            .Add(new ColumnType(ElementType.Float32, 4), 1f, 2, 3, 4, 10, 20, 30, 40);

        Assert.Equal([10 * 2f + 10, 100 * 3f], batch.Run<float>(backend));
    }

    [Fact]
    public void Doubles_stay_doubles()
    {
        using var backend = Models.Load("double", new("a", ElementType.Float64), new("b", ElementType.Int64));
        using var batch = new Batch().Add(ElementType.Float64, 0.1, 1e300).Add(ElementType.Int64, 1L << 53, -(1L << 53));

        Assert.Equal([0.1 + (1L << 53), 1e300 - (1L << 53)], batch.Run<double>(backend));
    }

    [Fact]
    public void Integers_stay_integers()
    {
        using var backend = Models.Load("int64", new("a", ElementType.Int64), new("b", ElementType.Int32));
        using var batch = new Batch().Add(ElementType.Int64, (1L << 60) + 1, -5).Add(ElementType.Int32, int.MaxValue, int.MinValue);

        Assert.Equal([(1L << 60) + 1 + int.MaxValue, -5L + int.MinValue], batch.Run<long>(backend));
    }

    [Fact]
    public void Whole_numbers_in_a_decimal_column_go_into_an_integer_tensor()
    {
        using var backend = Models.Load("int32", Models.Scalars(2, ElementType.Float64));
        using var batch = new Batch().Add(ElementType.Float64, 3.0, -4).Add(ElementType.Float64, 10.0, 20);

        Assert.Equal([13, 16], batch.Run<int>(backend));
    }

    [Fact]
    public void Half_floats_are_converted_on_the_way_in_and_out()
    {
        using var sum = Models.Load("float16", Models.Scalars(2, ElementType.Float32));
        using var pair = new Batch().Add(ElementType.Float32, 0.5f, 1024).Add(ElementType.Float32, 0.25f, 1);
        Assert.Equal([0.75f, 1025f], pair.Run<float>(sum));

        using var half = Models.Load("half-output", Models.Scalars(1, ElementType.Float32));
        using var batch = new Batch().Add(ElementType.Float32, 0.5f, 0.1f);
        Assert.Equal([0.5f, (float)(Half)0.1f], batch.Run<float>(half));
    }

    [Fact]
    public void Booleans_go_into_a_boolean_tensor()
    {
        using var backend = Models.Load("bool", Models.Scalars(2, ElementType.Boolean));
        using var batch = new Batch().Add<byte>(ElementType.Boolean, 0, 1, 1).Add<byte>(ElementType.Boolean, 0, 0, 1);

        Assert.Equal([0L, 1, 2], batch.Run<long>(backend));
    }

    [Fact]
    public void Missing_numbers_become_NaN_where_the_parameter_takes_null()
    {
        using var backend = Models.Load("linear",
            new("a", ElementType.Int64, AcceptsNull: true), new("b", ElementType.Int64), new("c", ElementType.Int64));
        Assert.True(backend.Signature.Inputs[0].AcceptsNull);
        // What stands under a missing value may be anything, also what would otherwise be refused.
        using var batch = new Batch().Add(ElementType.Int64, long.MaxValue, 2).Missing(0).Add(ElementType.Int64, 0L, 0).Add(ElementType.Int64, 0L, 0);

        Assert.Equal([float.NaN, Linear(2, 0, 0)], batch.Run<float>(backend));
    }

    [Theory]
    [InlineData("fixed-batch-1")]
    [InlineData("fixed-batch-4")]
    public void A_model_that_takes_a_fixed_number_of_rows_answers_any_number(string model)
    {
        using var backend = Models.Load(model, Models.Scalars(3, ElementType.Float32));
        foreach (var rows in new[] { 1, 3, 4, 5, 70 })
        {
            var a = Enumerable.Range(0, rows).Select(i => (float)i).ToArray();
            using var batch = new Batch().Add(ElementType.Float32, a).Add(ElementType.Float32, a).Add(ElementType.Float32, a);
            Assert.Equal(a.Select(x => 1.25f * x), batch.Run<float>(backend));
        }
    }

    [Fact]
    public void No_rows_give_no_answers()
    {
        using var backend = Models.Load("linear", Models.Scalars(3, ElementType.Float32));
        using var batch = new Batch().Add<float>(ElementType.Float32).Add<float>(ElementType.Float32).Add<float>(ElementType.Float32);

        Assert.Empty(batch.Run<float>(backend));
    }

    [Fact]
    public void Row_counts_may_change_from_call_to_call()
    {
        using var backend = Models.Load("one-column", Models.Scalars(1, ElementType.Float32));
        foreach (var rows in new[] { 1, 1000, 1, 1000, 7, 5000, 1, 8192, 64 })
        {
            var values = Enumerable.Range(0, rows).Select(i => i + 0.5f).ToArray();
            using var batch = new Batch().Add(ElementType.Float32, values);
            Assert.Equal(values.Select(value => -value), batch.Run<float>(backend));
        }
    }
}
