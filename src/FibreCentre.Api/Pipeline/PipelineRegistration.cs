using System.Reflection;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Pipeline;

internal static class PipelineRegistration
{
    /// <summary>Every use case of the assembly and the one way in: validate, then transaction and tenant, then the handler.</summary>
    public static IServiceCollection AddUseCases(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<RequestContext>();
        services.AddTransient(provider => provider.GetRequiredService<RequestContext>().Actor);
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        foreach (var type in Assembly.GetExecutingAssembly().GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
            foreach (var door in type.GetInterfaces().Where(IsHandlerOrValidator)) services.AddTransient(door, type);
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Validate<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(InTransaction<,>));
        return services;
    }

    private static bool IsHandlerOrValidator(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || type.GetGenericTypeDefinition() == typeof(IValidator<>));
}
