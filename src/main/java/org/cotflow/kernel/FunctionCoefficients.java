package org.cotflow.kernel;

/**
 * Constants of the functions, shared by the scalar reference and its vector twin so that both do
 * the same operations on the same numbers.
 *
 * <p>The polynomials are weighted minimax fits (Remez exchange in 45 digits, coefficients then
 * rounded); each comment gives what is fitted, where, and the largest error relative to the
 * function that the polynomial ends up in. Our derivation.
 */
final class FunctionCoefficients {
  /** 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits. */
  static final double SHIFTER = 0x1.8p52;

  static final double LOG2_E = 0x1.71547652b82fep0;

  /** log 2, and its rest beyond double precision. */
  static final double LN2 = 0x1.62e42fefa39efp-1;

  static final double LN2_REST = 0x1.abc9e3b39803fp-56;
  static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

  /** pi/2 as the sum of three doubles. */
  static final double HALF_PI = 0x1.921fb54442d18p0;

  static final double HALF_PI_REST = 0x1.1a62633145c07p-54;
  static final double HALF_PI_LAST = -0x1.f1976b7ed8fbcp-110;

  /** From here on the argument of cos is reduced with integers. */
  static final double HUGE_ANGLE = 0x1p40;

  /** 2^-k leaves the normal doubles beyond it. */
  static final double LOWEST_NORMAL_SHIFT = -1000.0;

  /** exp(-x) is 0 from here on, rounding included. */
  static final double EXP_UNDERFLOW = 746.0;

  static final double EXP_OVERFLOW = 710.0;

  /** Half the argument from which 2^-k of tanh is 0: the slope there is below 2^-1022. */
  static final double TANH_END = 354.6;

  /** x Phi(x) and its derivative are 0, or x and 1, from here on. */
  static final double GELU_END = 39.0;

  private FunctionCoefficients() {}

  // (e^r - 1 - r) / r^2 for |r| <= log(2)/2; 2^-60 of e^r - 1.
  static final double EXP_0 = 0.5;
  static final double EXP_1 = 0.16666666666666677;
  static final double EXP_2 = 0.04166666666666669;
  static final double EXP_3 = 0.008333333333321686;
  static final double EXP_4 = 0.0013888888888870217;
  static final double EXP_5 = 0.00019841269886013062;
  static final double EXP_6 = 2.4801587355969602e-05;
  static final double EXP_7 = 2.755724430574923e-06;
  static final double EXP_8 = 2.7557245696909096e-07;
  static final double EXP_9 = 2.5109007658737185e-08;
  static final double EXP_10 = 2.092372460052594e-09;

  // (log(1 + e) - e) / e^2 in powers of e - 1/2 for 0 <= e <= 1; 2^-56.
  static final double SOFTPLUS_0 = -0.37813956756734246;
  static final double SOFTPLUS_1 = 0.17922493693603653;
  static final double SOFTPLUS_2 = -0.09323036636366755;
  static final double SOFTPLUS_3 = 0.05108344610558802;
  static final double SOFTPLUS_4 = -0.0289431831648214;
  static final double SOFTPLUS_5 = 0.016788742475653328;
  static final double SOFTPLUS_6 = -0.009909900734007345;
  static final double SOFTPLUS_7 = 0.005929012144220239;
  static final double SOFTPLUS_8 = -0.003585665991204477;
  static final double SOFTPLUS_9 = 0.0021876359127794044;
  static final double SOFTPLUS_10 = -0.0013445069943330847;
  static final double SOFTPLUS_11 = 0.0008314787222923369;
  static final double SOFTPLUS_12 = -0.0005168190706014451;
  static final double SOFTPLUS_13 = 0.00032251987690104376;
  static final double SOFTPLUS_14 = -0.0002029342612026263;
  static final double SOFTPLUS_15 = 0.0001293398056952137;
  static final double SOFTPLUS_16 = -7.906421983602178e-05;
  static final double SOFTPLUS_17 = 4.4052745524820546e-05;
  static final double SOFTPLUS_18 = -3.334418879223264e-05;
  static final double SOFTPLUS_19 = 3.345845315580234e-05;
  static final double SOFTPLUS_20 = -1.6598975003234317e-05;

  // (log(1 + f) - 2 s) / (s z), z = s^2, s = f / (2 + f), 1 + f in [sqrt(1/2), sqrt(2)]; 2^-58.
  static final double LOG_0 = 0.6666666666666735;
  static final double LOG_1 = 0.39999999999413455;
  static final double LOG_2 = 0.28571428742687355;
  static final double LOG_3 = 0.2222219853977083;
  static final double LOG_4 = 0.18183566191717437;
  static final double LOG_5 = 0.15313999701799708;
  static final double LOG_6 = 0.14796488224619464;

  // (sin r - r) / r^3 in powers of r^2 for |r| <= pi/4; 2^-57.
  static final double SIN_0 = -0.16666666666666632;
  static final double SIN_1 = 0.00833333333332241;
  static final double SIN_2 = -0.00019841269829805024;
  static final double SIN_3 = 2.7557313690918005e-06;
  static final double SIN_4 = -2.5050757953435812e-08;
  static final double SIN_5 = 1.5896785974942275e-10;

  // (cos r - 1 + r^2/2) / r^4 in powers of r^2 for |r| <= pi/4; 2^-59.
  static final double COS_0 = 0.0416666666666666;
  static final double COS_1 = -0.001388888888887412;
  static final double COS_2 = 2.4801587289479376e-05;
  static final double COS_3 = -2.7557314351484186e-07;
  static final double COS_4 = 2.087572315305841e-09;
  static final double COS_5 = -1.135964134325746e-11;

  // G(t) = (1 + GELU_SLOPE t) e^(t^2/2) Phi(-t) in powers of q = (t - 6) / (t + 6), 0 <= t <= 39.5;
  // 2^-58. The map to q is that of Shepherd and Laframboise, Math. Comp. 36 (1981), who fit erfc
  // so;
  // this slope, sqrt(2/pi) to 3 digits, makes G flat at 0, where q is least accurate.
  static final double GELU_SLOPE = 0.798;
  static final double GELU_CENTER = 6.0;
  static final double GELU_0_REST = -1.0426849079958055e-17;
  static final double GELU_0 = 0.3749426713098984;
  static final double GELU_1 = -0.09273597927832286;
  static final double GELU_2 = 0.05314747847781433;
  static final double GELU_3 = -0.02003498268955474;
  static final double GELU_4 = -0.0014026539988832843;
  static final double GELU_5 = 0.010947771671388577;
  static final double GELU_6 = -0.011938139263726374;
  static final double GELU_7 = 0.008784017536233315;
  static final double GELU_8 = -0.00494331444291666;
  static final double GELU_9 = 0.002137935771531254;
  static final double GELU_10 = -0.0006570223874748046;
  static final double GELU_11 = 9.785232316731658e-05;
  static final double GELU_12 = 2.601734600004579e-05;
  static final double GELU_13 = -1.9921902967719535e-05;
  static final double GELU_14 = 3.6176382450075128e-06;
  static final double GELU_15 = 1.278830610685936e-06;
  static final double GELU_16 = -7.749865371775713e-07;
  static final double GELU_17 = 1.1955183288108351e-08;
  static final double GELU_18 = 1.0087108074888497e-07;
  static final double GELU_19 = -1.664475242430021e-08;
  static final double GELU_20 = -1.1862010368348472e-08;
  static final double GELU_21 = 2.3105807321115206e-09;
  static final double GELU_22 = 1.1816075870019776e-09;

  // S(t) = (e^(t^2/2) Phi(-t) - t / sqrt(2 pi)) / (ROOT - t) in powers of the same q; 2^-54. ROOT
  // is
  // where the derivative of gelu is 0, as the sum of two doubles.
  static final double GELU_ROOT = 0.7517915246935645;
  static final double GELU_ROOT_REST = -1.4956759177009883e-17;
  static final double GELU_PRIME_0_REST = 9.036354076107471e-18;
  static final double GELU_PRIME_0 = 0.44374654304260835;
  static final double GELU_PRIME_1 = -0.07897064687638747;
  static final double GELU_PRIME_2 = 0.05795598989697422;
  static final double GELU_PRIME_3 = -0.03878832731204423;
  static final double GELU_PRIME_4 = 0.02346734276045263;
  static final double GELU_PRIME_5 = -0.012684121411644874;
  static final double GELU_PRIME_6 = 0.006020783053168802;
  static final double GELU_PRIME_7 = -0.002442158533284593;
  static final double GELU_PRIME_8 = 0.0008049568319818957;
  static final double GELU_PRIME_9 = -0.00019121198115816155;
  static final double GELU_PRIME_10 = 1.8520398327524172e-05;
  static final double GELU_PRIME_11 = 8.18414926735548e-06;
  static final double GELU_PRIME_12 = -4.263672690435092e-06;
  static final double GELU_PRIME_13 = 5.32296093164616e-07;
  static final double GELU_PRIME_14 = 2.709183953121273e-07;
  static final double GELU_PRIME_15 = -1.2109181461250763e-07;
  static final double GELU_PRIME_16 = -4.55281586324407e-09;
  static final double GELU_PRIME_17 = 1.4848209623868678e-08;
  static final double GELU_PRIME_18 = -8.038116891569049e-10;
  static final double GELU_PRIME_19 = -1.465461078427398e-09;
  static final double GELU_PRIME_20 = -1.1938136110955339e-10;
}
