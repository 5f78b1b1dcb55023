using FibreCentre.Api.Pages.Shared.TagHelpers;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

internal static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorPages().AddMvcOptions(options =>
        {
            options.ModelBinderProviders.Insert(0, new DayBinder.Provider());
            // What is missing is said by the use case's validator, in its own words.
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            var says = options.ModelBindingMessageProvider;
            says.SetValueMustBeANumberAccessor(_ => "Enter a number.");
            says.SetNonPropertyValueMustBeANumberAccessor(() => "Enter a number.");
            says.SetAttemptedValueIsInvalidAccessor((value, _) => $"\"{value}\" could not be read; enter it again.");
            says.SetValueIsInvalidAccessor(value => $"\"{value}\" could not be read; enter it again.");
            says.SetValueMustNotBeNullAccessor(_ => "Enter a value.");
        });
        services.Configure<CookieTempDataProviderOptions>(options => (options.Cookie.Name, options.Cookie.SecurePolicy) = ("said", CookieSecurePolicy.SameAsRequest));
        return services;
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
    }
}
