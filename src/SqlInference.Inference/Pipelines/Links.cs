namespace SqlInference.Inference.Pipelines;

/// <summary>Computes answers from margins, many rows at once: <c>answers[answer * stride + row]</c>.</summary>
static unsafe class Links
{
    /// <summary>How many answers come of so many margins; 0 where the link does not take so many.</summary>
    public static int AnswersOf(Link link, int margins) => link switch
    {
        Link.Softmax or Link.Nearest => margins,
        _ when margins != 1 => 0,
        Link.Logistic or Link.Sign => 2,
        _ => 1,
    };

    /// <summary>Adds the weighted answers to what is there.</summary>
    public static void Add(Link link, float* margins, int outputs, double weight, double* answers, int rows, int stride)
    {
        switch (link)
        {
            case Link.Identity:
                for (var row = 0; row < rows; row++)
                    answers[row] += weight * margins[row];
                break;
            case Link.Exponential:
                for (var row = 0; row < rows; row++)
                    answers[row] += weight * Math.Exp(margins[row]);
                break;
            case Link.Share:
                for (var row = 0; row < rows; row++)
                    answers[row] += weight / (1 + Math.Exp(-margins[row]));
                break;
            case Link.Logistic:
                for (var row = 0; row < rows; row++)
                    AddPair(answers + row, stride, weight, 1 / (1 + Math.Exp(-margins[row])));
                break;
            case Link.Sign:
                for (var row = 0; row < rows; row++)
                    AddPair(answers + row, stride, weight, margins[row] > 0 ? 1 : 0);
                break;
            case Link.Nearest:
                for (var output = 0; output < outputs; output++)
                    Add(Link.Identity, margins + (long)output * stride, 1, weight, answers + (long)output * stride, rows, stride);
                break;
            default:
                for (var row = 0; row < rows; row++)
                    AddSoftmax(margins + row, outputs, answers + row, stride, weight);
                break;
        }
    }

    static void AddPair(double* answers, int stride, double weight, double second)
    {
        answers[0] += weight * (1 - second);
        answers[stride] += weight * second;
    }

    static void AddSoftmax(float* margins, int outputs, double* answers, int stride, double weight)
    {
        var highest = margins[0];
        for (var output = 1; output < outputs; output++)
            highest = Math.Max(highest, margins[(long)output * stride]);
        var sum = 0.0;
        for (var output = 0; output < outputs; output++)
            sum += Math.Exp(margins[(long)output * stride] - highest);
        for (var output = 0; output < outputs; output++)
            answers[(long)output * stride] += weight * (Math.Exp(margins[(long)output * stride] - highest) / sum);
    }
}
